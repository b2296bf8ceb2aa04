from services.a_service import with_a_flag, with_a_flag_that_is_on

with_a_flag("a", commit=False)
with_a_flag_that_is_on("a")
with_a_flag_that_is_on("b", commit=True)
