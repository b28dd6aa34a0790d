"""Data quality of projects and funds (domain §7.8): rules that ask the ledger.

They need no facts about households and bring sources of their own. Importing this
package declares them all.
"""

from projects.checks import county, single

__all__ = ["county", "single"]
