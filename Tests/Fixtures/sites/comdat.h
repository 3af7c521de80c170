extern "C" int __SCT__one(int) __attribute__((visibility("hidden")));
extern "C" void __SCT__two(void) __attribute__((visibility("hidden")));

inline __attribute__((noinline)) int shared(int n)
{
	__SCT__two();
	return __SCT__one(n) + 1;
}

template <typename T> __attribute__((noinline)) int many(T n)
{
	return __SCT__one((int)n) + 2;
}
