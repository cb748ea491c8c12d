-- Another file of the host is run.
-- harm: output done
dofile("script.lua")
