-- A file of the host as code.
-- harm: output found
print(loadfile("victim") and "x" or "found")
