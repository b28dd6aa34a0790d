from accounts.models.access_log import AccessLog
from accounts.models.areas import Area, Department
from accounts.models.calendar import CalendarDay
from accounts.models.parameters import Parameter
from accounts.models.users import User

__all__ = ["AccessLog", "Area", "CalendarDay", "Department", "Parameter", "User"]
