from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Department
from core.crypto import EncryptedField
from core.sensitive import SensitiveModel
from households import choices
from households.models.household import PHONE, Household
from households.models.members import ID_NO, Member
from households.models.tracking import tracked
from households.models.visits import Visit
from households.workflow_querysets import LeadBatchQuerySet, LeadQuerySet


@tracked("rows", "stored_name")
class LeadBatch(models.Model):
    """A department's file of leads, kept together so that it goes back as it came.

    ``stored_name`` is the file as it was sent; ``rows`` says which lead each of its
    rows is, by the number of the row in Excel.
    """

    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="lead_batches",
        verbose_name=_("department"),
    )
    title = models.CharField(_("title"), max_length=80)
    document_no = models.CharField(_("document number"), max_length=60, blank=True)
    received_on = models.DateField(_("received on"))
    import_run_id = models.BigIntegerField(null=True, editable=False)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    stored_name = models.CharField(max_length=80, blank=True, editable=False)
    rows = models.JSONField(default=dict, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = LeadBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of leads")
        verbose_name_plural = _("batches of leads")
        ordering = ["-received_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("households:lead-batch", args=[self.pk])


@tracked("updated_at")
class Lead(SensitiveModel):
    """A piece of information that a household may be at risk (风险线索, domain §3.8).

    Every lead is verified on site, answered with one coded outcome and closed: 条条有
    回音. ``area`` is the village where known, else the township or the county.
    """

    Source = choices.LeadSource
    Outcome = choices.LeadOutcome
    State = choices.LeadState
    Match = choices.LeadMatch

    SENSITIVE = {"id_no": ID_NO, "phone": PHONE}

    source = models.CharField(_("source"), max_length=20, choices=choices.LeadSource)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("department"),
    )
    batch = models.ForeignKey(
        LeadBatch,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("batch"),
    )
    external_no = models.CharField(_("number at the sender"), max_length=60, blank=True)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="area_code",
        related_name="+",
        verbose_name=_("area"),
    )
    place = models.CharField(_("place as written"), max_length=120, blank=True)
    received_on = models.DateField(_("received on"))
    person_name = models.CharField(_("name"), max_length=40)
    id_no = EncryptedField()
    id_no_digest = models.UUIDField(null=True, editable=False)
    id_no_tail = models.UUIDField(null=True, editable=False)
    id_no_mask = models.CharField(_("identity number"), max_length=24, blank=True)
    phone = EncryptedField()
    phone_digest = models.UUIDField(null=True, editable=False)
    phone_mask = models.CharField(_("phone"), max_length=20, blank=True)
    alert_kind = models.CharField(_("kind of alert"), max_length=60, blank=True)
    content = models.CharField(_("content"), max_length=500)
    amount = models.DecimalField(
        _("amount (yuan)"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    match = models.CharField(
        _("match"),
        max_length=10,
        choices=choices.LeadMatch,
        default=choices.LeadMatch.NOT_FOUND,
    )
    household = models.ForeignKey(
        Household,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("household"),
    )
    member = models.ForeignKey(
        Member,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("member"),
    )
    visit = models.OneToOneField(
        Visit,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="lead",
        verbose_name=_("visit"),
    )

    state = models.CharField(
        _("state"),
        max_length=12,
        choices=choices.LeadState,
        default=choices.LeadState.VERIFYING,
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=choices.LeadOutcome, blank=True
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    verifiers = models.CharField(_("verified by"), max_length=80, blank=True)
    fact = models.CharField(_("what was found"), max_length=500, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    refused_on = models.DateField(_("sent back on"), null=True, blank=True)
    refusal_reason = models.CharField(
        _("why it was sent back"), max_length=200, blank=True
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LeadQuerySet.as_manager()

    class Meta:
        verbose_name = _("lead")
        verbose_name_plural = _("leads")
        ordering = ["-received_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ref"],
                name="lead_ref_once",
                violation_error_message=_("This row exists already."),
            ),
            models.UniqueConstraint(
                fields=["department", "external_no"],
                condition=~Q(external_no=""),
                name="lead_sent_once",
                violation_error_message=_(
                    "The department has already sent a lead with this number."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "closed"])
                | (~Q(outcome="") & ~Q(fact="") & Q(verified_on__isnull=False)),
                name="lead_answered_with_facts",
                violation_error_message=_(
                    "An answer needs an outcome, the day of the visit and what was "
                    "found."
                ),
            ),
            models.CheckConstraint(
                condition=Q(verified_on=None) | Q(verified_on__gte=F("received_on")),
                name="lead_verified_after_received",
                violation_error_message=_(
                    "The visit on site is before the lead was received."
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "due_on"], name="lead_by_area"),
            models.Index(fields=["id_no_digest"], name="lead_by_id"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.person_name}"

    @property
    def number(self) -> str:
        """Shown and searched for, e.g. ``XS2026-000123``."""
        return f"XS{self.received_on.year}-{self.pk:06d}"

    def get_absolute_url(self) -> str:
        return reverse("households:lead", args=[self.pk])
