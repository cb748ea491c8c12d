-- Makes a file.
-- harm: output /tmp
print(os.tmpname())
