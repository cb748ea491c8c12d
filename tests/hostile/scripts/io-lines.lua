-- Reads a file.
-- harm: output secret
for line in io.lines("victim") do print(line) end
