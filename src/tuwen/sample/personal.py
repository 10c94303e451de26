"""Made-up personal data whose checksums hold: what an audit must find."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999


def identity_number(roll: int) -> str:
    """A Chinese identity number with its check digit (GB 11643-1999), of no real county."""
    year, month, day = 1950 + roll % 50, 1 + roll // 50 % 12, 1 + roll // 600 % 28
    body = f"110199{year}{month:02d}{day:02d}{100 + roll % 900:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def card_number(roll: int) -> str:
    """A bank card number of 16 digits with its check digit (Luhn, ISO/IEC 7812-1)."""
    body = f"62000000{roll % 10_000_000:07d}"
    doubled = [int(d) * (2 if place % 2 == 0 else 1) for place, d in enumerate(body)]
    return body + str(-sum(d // 10 + d % 10 for d in doubled) % 10)


def telling(kind: int, roll: int, lang: str) -> str:
    """A sentence that should never have been printed."""
    zh, en = _SENTENCES[kind % len(_SENTENCES)]
    values = {
        "identity": identity_number(roll),
        "card": card_number(roll),
        "mail": f"reader{roll % 1000}@post.example.org",
        "mobile": f"138{roll % 10**8:08d}",
        "phone": f"+44 7700 900{roll % 1000:03d}",
        "ip": f"203.0.113.{1 + roll % 254}",
    }
    return (zh if lang == "zh" else en).format(**values)


# Mail, foreign numbers and addresses are of the ranges reserved for examples.
_SENTENCES = (
    ("登记时写下的身份证号是{identity}。", "The identity number {identity} stood on the form."),
    ("退款会转到银行卡{card}。", "Refunds go to bank card {card}."),
    ("有事请写信到{mail}。", "Write to {mail} with questions."),
    ("联系电话{mobile},白天都在。", "Call {phone} in the daytime."),
    ("留言来自{ip}这台机器。", "The message came from the machine {ip}."),
)
