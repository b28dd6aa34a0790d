from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedField
from core.masking import mask_id_no, mask_text
from core.sensitive import Sensitive, SensitiveModel
from households import choices
from households.models.amounts import YuanField
from households.models.household import PHONE, Household, characters
from households.models.tracking import tracked
from households.querysets import MemberQuerySet, OfMemberQuerySet
from households.rules import normalise_id_no

ID_NO = Sensitive(
    purpose="id_no", mask=mask_id_no, normalise=normalise_id_no, tail=True
)
CERTIFICATE = Sensitive(
    purpose="disability_certificate", mask=mask_id_no, normalise=normalise_id_no
)
ILLNESS = Sensitive(purpose="illness", mask=mask_text)


@tracked()
class Member(SensitiveModel):
    """A person of a household (domain §4.2). Never deleted: who leaves is end-dated."""

    SENSITIVE = {
        "id_no": ID_NO,
        "phone": PHONE,
        "disability_certificate": CERTIFICATE,
        "illness": ILLNESS,
    }

    household = models.ForeignKey(
        Household, models.CASCADE, related_name="members", verbose_name=_("household")
    )
    person_no = models.CharField(_("person number"), max_length=20, blank=True)
    name = models.CharField(_("name"), max_length=40)
    sex = models.CharField(_("sex"), max_length=10, choices=choices.Sex)
    birth_date = models.DateField(_("born"), null=True)
    id_type = models.CharField(
        _("kind of document"),
        max_length=12,
        choices=choices.IdType,
        default=choices.IdType.RESIDENT_ID,
    )
    id_no = EncryptedField()
    id_no_digest = models.UUIDField(null=True, editable=False)
    id_no_tail = models.UUIDField(null=True, editable=False)
    id_no_mask = models.CharField(_("identity number"), max_length=24, blank=True)
    relation = models.CharField(
        _("relation to the head"), max_length=24, choices=choices.Relation, blank=True
    )
    ethnicity = models.CharField(
        _("ethnic group"), max_length=12, choices=choices.Ethnicity, blank=True
    )
    politics = models.CharField(
        _("political status"), max_length=14, choices=choices.Politics, blank=True
    )
    phone = EncryptedField()
    phone_digest = models.UUIDField(null=True, editable=False)
    phone_mask = models.CharField(_("phone"), max_length=20, blank=True)

    education = models.CharField(
        _("education"), max_length=12, choices=choices.Education, blank=True
    )
    student_status = models.CharField(
        _("in school"), max_length=14, choices=choices.StudentStatus, blank=True
    )
    dropout_reason = models.CharField(
        _("reason for dropping out"),
        max_length=12,
        choices=choices.DropoutReason,
        blank=True,
    )
    not_enrolled_reason = models.CharField(
        _("reason for not being enrolled"),
        max_length=12,
        choices=choices.DropoutReason,
        blank=True,
    )
    speaks_mandarin = models.BooleanField(_("speaks Mandarin"), null=True)

    health = ArrayField(
        models.CharField(max_length=10, choices=choices.Health),
        default=list,
        blank=True,
        verbose_name=_("health"),
    )
    illness = EncryptedField()
    illness_digest = models.UUIDField(null=True, editable=False)
    illness_mask = models.CharField(_("illness"), max_length=10, blank=True)
    disability_kind = models.CharField(
        _("disability"), max_length=10, choices=choices.DisabilityKind, blank=True
    )
    disability_grade = models.CharField(
        _("grade of disability"),
        max_length=6,
        choices=choices.DisabilityGrade,
        blank=True,
    )
    disability_certificate = EncryptedField()
    disability_certificate_digest = models.UUIDField(null=True, editable=False)
    disability_certificate_mask = models.CharField(
        _("disability certificate"), max_length=24, blank=True
    )
    certificate_year = models.PositiveSmallIntegerField(_("certified in"), null=True)

    labour_skill = models.CharField(
        _("labour capacity"), max_length=10, choices=choices.LabourSkill, blank=True
    )
    work_area = models.CharField(
        _("place of work"), max_length=10, choices=choices.WorkArea, blank=True
    )
    employer = models.CharField(_("employer"), max_length=80, blank=True)
    industry = models.CharField(_("industry"), max_length=40, blank=True)
    work_months = models.PositiveSmallIntegerField(
        _("months worked"), null=True, validators=[MaxValueValidator(12)]
    )
    works_abroad = models.BooleanField(_("works abroad"), null=True)
    job_channel = models.CharField(
        _("found work through"), max_length=12, choices=choices.JobChannel, blank=True
    )
    public_post = models.CharField(
        _("public post"), max_length=14, choices=choices.PublicPost, blank=True
    )
    public_post_months = models.PositiveSmallIntegerField(
        _("months in the public post"), null=True, validators=[MaxValueValidator(12)]
    )

    medical_resident = models.BooleanField(_("resident medical insurance"), null=True)
    medical_employee = models.BooleanField(_("employee medical insurance"), null=True)
    medical_serious = models.BooleanField(_("serious-illness insurance"), null=True)
    medical_commercial = models.BooleanField(_("commercial insurance"), null=True)
    serious_illness_aid = models.BooleanField(_("serious-illness aid"), null=True)
    other_health_aid = models.BooleanField(_("other health aid"), null=True)
    pension_resident = models.BooleanField(_("resident pension"), null=True)
    pension_employee = models.BooleanField(_("employee pension"), null=True)
    is_dibao = models.BooleanField(_("subsistence allowance"), null=True)
    is_tekun = models.BooleanField(_("destitute support"), null=True)

    state = models.CharField(
        _("state"),
        max_length=10,
        choices=choices.MemberState,
        default=choices.MemberState.PRESENT,
    )
    first_identified_on = models.DateField(_("household first identified"), null=True)
    joined_on = models.DateField(_("member since"), null=True)
    join_reason = models.CharField(
        _("reason for joining"), max_length=12, choices=choices.JoinReason, blank=True
    )
    left_on = models.DateField(_("left on"), null=True)
    leave_reason = models.CharField(
        _("reason for leaving"), max_length=14, choices=choices.LeaveReason, blank=True
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member")
        verbose_name_plural = _("members")
        ordering = ["household", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ref"],
                name="member_ref_once",
                violation_error_message=_("This row exists already."),
            ),
            models.UniqueConstraint(
                fields=["id_no_digest"],
                condition=Q(state="present"),
                name="member_id_no_once_present",
                violation_error_message=_(
                    "This identity number is already in the register."
                ),
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(relation="head", state="present"),
                name="member_one_head",
                violation_error_message=_("The household already has a head."),
            ),
            models.CheckConstraint(
                condition=Q(left_on=None)
                | Q(joined_on=None)
                | Q(left_on__gte=F("joined_on")),
                name="member_left_after_joining",
                violation_error_message=_(
                    "The leaving date is before the joining date."
                ),
            ),
            models.CheckConstraint(
                condition=Q(work_months=None) | Q(work_months__lte=12),
                name="member_works_at_most_12_months",
                violation_error_message=_("Months worked are 0 to 12."),
            ),
            models.CheckConstraint(
                condition=Q(state="present") | Q(left_on__isnull=False),
                name="member_gone_has_date",
                violation_error_message=_("Give the day on which the person left."),
            ),
        ]
        indexes = [
            models.Index(fields=["id_no_tail"], name="member_by_id_tail"),
            models.Index(fields=["id_no_digest"], name="member_by_id"),
            models.Index(fields=["phone_digest"], name="member_by_phone"),
            GinIndex(characters("name"), name="member_name_characters"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.household.get_absolute_url()

    @property
    def health_labels(self) -> list[tuple[str, bool]]:
        """Kinds of health in words, each with whether it stands out."""
        labels = dict(choices.Health.choices)
        serious = {choices.Health.SERIOUS, choices.Health.DISABLED}
        return [(labels.get(h, h), h in serious) for h in self.health]


@tracked()
class WorkRecord(models.Model):
    """A spell of work of a member (务工月监测, domain §4.4)."""

    member = models.ForeignKey(
        Member, models.CASCADE, related_name="work_records", verbose_name=_("member")
    )
    is_working = models.BooleanField(_("working"), default=True)
    work_area = models.CharField(
        _("area of work"), max_length=10, choices=choices.WorkArea, blank=True
    )
    place = models.CharField(_("place of work"), max_length=60, blank=True)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    monthly_wage = YuanField(verbose_name=_("monthly wage (yuan)"), null=True)
    employer = models.CharField(_("employer"), max_length=80, blank=True)
    industry = models.CharField(_("industry"), max_length=40, blank=True)
    is_point_to_point = models.BooleanField(_("organised transport"), null=True)
    job_channel = models.CharField(
        _("found work through"), max_length=12, choices=choices.JobChannel, blank=True
    )
    plans_to_work = models.BooleanField(_("plans to work"), null=True)
    service_wanted = models.CharField(_("service wanted"), max_length=80, blank=True)

    objects = OfMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("work record")
        verbose_name_plural = _("work records")
        ordering = ["member", "-started_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="work_record_in_order",
                violation_error_message=_("The end is before the start."),
            ),
            models.UniqueConstraint(
                fields=["member", "started_on"],
                name="work_record_once",
                violation_error_message=_(
                    "There is already a work record from that day on."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.started_on}"
