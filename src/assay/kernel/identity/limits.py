"""How often one may try. Addresses are shared (a school behind one), so theirs are wide; accounts' are not.

Sign-in counts every attempt before any hash is computed and forgives after a success.
"""

from datetime import timedelta

from assay.kernel.access.ratelimit import Limit

SIGN_IN_ADDRESS = Limit("sign-in:address", 300, timedelta(minutes=5))
SIGN_IN_ACCOUNT = Limit("sign-in:account", 10, timedelta(minutes=15))
SECOND_FACTOR = Limit("second-factor:account", 10, timedelta(minutes=15))
REAUTHENTICATION = Limit("reauthentication:account", 10, timedelta(minutes=15))
TOKEN_ADDRESS = Limit("token:address", 600, timedelta(minutes=5))
MAIL_ADDRESS = Limit("account-mail:address", 300, timedelta(hours=1))
MAIL_ACCOUNT = Limit("account-mail:account", 5, timedelta(hours=1))
