-- An endless loop in a coroutine, where the hook of the thread doesn't count.
-- harm: cpu
coroutine.wrap(function() while true do end end)()
