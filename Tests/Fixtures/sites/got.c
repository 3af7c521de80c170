/* A declaration that is not static_call.h's: without -fno-plt the calls are direct, with it they are not. */
extern int __SCT__one(int);

int call(int n)
{
	return __SCT__one(n) + 1;
}

int tail(int n)
{
	return __SCT__one(n);
}
