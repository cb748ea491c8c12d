-- Nothing is collected any more.
-- harm: cpu
collectgarbage("stop")
while true do local _ = ("x"):rep(10000) .. "y" end
