extern int __SCT__one(int) __attribute__((visibility("hidden")));
extern void __SCT__two(void) __attribute__((visibility("hidden")));
