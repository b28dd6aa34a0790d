"""What the history of a household tells of measures and ledgers."""

from assistance import models
from households.history import track

track(models.Measure, named_by="kind")
track(models.MeasureRecord, household="measure__household", named_by="done_on")
track(models.Subsidy, named_by="kind")
track(models.Allowance, named_by="kind")
track(models.Loan, named_by="contract_no")
track(models.PublicPost, named_by="name")
track(models.PostWage, household="post__household", named_by="month")
track(models.LabourEntry, named_by="status")
track(models.Training, named_by="course")
track(models.JobDemand, named_by="registered_on")
track(models.Insurance, named_by="year")
track(models.NoApplication, named_by="benefit")
