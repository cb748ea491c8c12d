-- Without a loop statement.
-- harm: cpu
::again::
goto again
