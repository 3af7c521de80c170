gen/static_calls.stamp: \
  src \
  src/include \
  src/include/events.h \
  src/main.c

src:
src/include:
src/include/events.h:
src/main.c:
