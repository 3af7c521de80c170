static int NAME(int n)
{
	return static_call(KEY)(n); // expect-body: KEY
}
