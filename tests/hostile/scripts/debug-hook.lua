-- Takes the hook away, then loops.
-- harm: cpu
debug.sethook()
while true do end
