"""The sections of the page, in their order."""

from tuwen.core.registry import Registry

SECTIONS = Registry(
    "section",
    {
        "overview/1": "tuwen.report.sections.overview:Overview",
        "topics/1": "tuwen.report.sections.topics:Topics",
        "map/1": "tuwen.report.sections.map:Map",
        "keywords/1": "tuwen.report.sections.keywords:Keywords",
        "clusters/1": "tuwen.report.sections.clusters:Clusters",
        "words/1": "tuwen.report.sections.neighbours:Neighbours",
        "contrast/1": "tuwen.report.sections.contrast:Contrast",
        "patterns/1": "tuwen.report.sections.patterns:Patterns",
        "colours/1": "tuwen.report.sections.colours:Colours",
        "joint/1": "tuwen.report.sections.joint:Joint",
        "duplicates/1": "tuwen.report.sections.duplicates:Duplicates",
        "audit/1": "tuwen.report.sections.audit:Audit",
        "searches/1": "tuwen.report.sections.searches:Searches",
        "next/1": "tuwen.report.sections.next:Next",
    },
)
