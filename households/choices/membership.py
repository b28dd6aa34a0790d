"""How somebody joins and leaves a household (domain §3.6)."""

from django.db import models


class MemberState(models.TextChoices):
    """人员状态."""

    PRESENT = "present", "正常"
    LEFT = "left", "自然减少"
    WITHDRAWN = "withdrawn", "人员清退"


class JoinReason(models.TextChoices):
    """自然增加原因."""

    BIRTH = "birth", "新生儿"
    MARRIAGE = "marriage", "婚入"
    MOVED_IN = "moved_in", "户籍迁入"
    RELEASED = "released", "刑满释放"
    ADOPTED = "adopted", "收养"
    RETURNED = "returned", "失联人员回归"
    DISCHARGED = "discharged", "退役/毕业户口迁回"
    SPLIT = "split", "分户转入"
    MERGED = "merged", "并户转入"


class LeaveReason(models.TextChoices):
    """自然减少原因."""

    DEATH = "death", "死亡"
    MARRIED_OUT = "married_out", "婚出"
    MOVED_OUT = "moved_out", "户籍迁出"
    IMPRISONED = "imprisoned", "服刑"
    ENLISTED = "enlisted", "参军转为现役"
    MISSING = "missing", "失联/失踪"
    EMIGRATED = "emigrated", "出国定居"
    SPLIT = "split", "分户"
    MERGED = "merged", "并户"
    WITHDRAWN = "withdrawn", "整户清退"
    MISIDENTIFIED = "misidentified", "识别错误"


#: Reasons that only an act on whole households gives.
BY_OWN_ACT = frozenset(
    {
        JoinReason.SPLIT,
        JoinReason.MERGED,
        LeaveReason.SPLIT,
        LeaveReason.MERGED,
        LeaveReason.WITHDRAWN,
    }
)


def open_reasons(
    kind: type[JoinReason] | type[LeaveReason], keep: str = ""
) -> list[tuple[str, str]]:
    """Reasons that a person may choose; ``keep`` stays though an act gave it."""
    return [
        (reason.value, str(reason.label))
        for reason in kind
        if reason not in BY_OWN_ACT or reason == keep
    ]
