-- Coroutines that close each other.
-- harm: crash
local co
for _ = 1, 20000 do
  local before = co
  co = coroutine.create(function()
    local guard <close> = setmetatable({}, {__close = function()
      if before then coroutine.close(before) end
    end})
    coroutine.yield()
  end)
  coroutine.resume(co)
end
coroutine.close(co)
