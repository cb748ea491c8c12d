-- The functions behind another environment.
-- harm: output function
local _ENV = {up = _ENV._G or _ENV}
up.print(up.type(up.os.execute))
