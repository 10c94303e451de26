"""Personal data: found between any neighbours, and never where the check digit is wrong."""

import random
import string

import pytest

from tuwen.privacy.detect import find_personal, masked, valid_iban, valid_luhn, valid_zh_id


def zh_id(rng: random.Random) -> str:
    body = f"{rng.randrange(110101, 659004)}{rng.randrange(1940, 2015)}"
    body += f"{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}{rng.randrange(1000):03d}"
    return next(body + check for check in "0123456789X" if valid_zh_id(body + check))


def card(rng: random.Random) -> str:
    prefix, size = rng.choice([("62", 16), ("62", 19), ("4", 16), ("53", 16), ("37", 15)])
    body = prefix + "".join(rng.choices(string.digits, k=size - len(prefix) - 1))
    return next(body + check for check in string.digits if valid_luhn(body + check))


def phone(rng: random.Random) -> str:
    number = f"1{rng.choice('3456789')}{rng.randrange(10**9):09d}"
    forms = (number, f"+86 {number}", f"{number[:3]}-{number[3:7]}-{number[7:]}",
             f"010-6{rng.randrange(10**7):07d}", f"+44 20 7{rng.randrange(10**3):03d} {rng.randrange(10**4):04d}")  # fmt: skip
    return rng.choice(forms)


def email(rng: random.Random) -> str:
    return (
        f"{''.join(rng.choices(string.ascii_lowercase, k=6))}.{rng.randrange(99)}@mail.example.com"
    )


def ip(rng: random.Random) -> str:
    return ".".join(str(rng.randrange(1, 255)) for _ in range(4))


def plate(rng: random.Random) -> str:
    return f"{rng.choice('京沪粤浙川')}{rng.choice('ABCDE')}{rng.randrange(10**5):05d}"


MADE = {"zh_id": zh_id, "bank_card": card, "phone": phone, "email": email, "ip": ip, "plate": plate}
FRAMES = ("请记下{}，谢谢", "他的是{}已登记", "see {} please", "{}", "（{}）", "No: {}.")


@pytest.mark.parametrize("kind", MADE)
def test_found_whole_in_every_frame(kind: str) -> None:
    rng = random.Random(kind)
    for turn in range(120):
        value = MADE[kind](rng)
        before, after = FRAMES[turn % len(FRAMES)].split("{}")
        found = find_personal(before + value + after)
        assert [(f.kind, f.value, f.start) for f in found] == [(kind, value, len(before))]


@pytest.mark.parametrize(
    "text",
    [
        "Order 2023-0417-8871 shipped on 2023-05-06.", "订单20230417887123已发货", "版本1.2.3.4",
        "价格1,299.00元，编号A2048817", "股价3012.45点，成交8871万手", "12:30:45 and std::vector",
        "11010519491231002Y", "110105194912310021", "6222021234567890127", "GB82 WEST 1234 5698 7654 33",
        "π = 3.14159265358979323846", "a@b", "圆周率0.13812345678",
    ],
)  # fmt: skip
def test_harmless_numbers_are_left_alone(text: str) -> None:
    assert find_personal(text) == []


def test_checks_and_masks() -> None:
    assert valid_iban("GB82 WEST 1234 5698 7654 32") and not valid_iban("GB82")
    assert find_personal("１３８１２３４５６７８")[0].kind == "phone"
    assert masked("13812345678") == "138******78" and masked("京A1") == "京A1"
