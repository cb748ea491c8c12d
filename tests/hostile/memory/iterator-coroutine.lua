-- A coroutine goes on.
local step = coroutine.wrap(function() for i = 1, 100 do coroutine.yield(i) end end)
return step
