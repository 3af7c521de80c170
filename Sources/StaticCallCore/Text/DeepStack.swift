import Glibc

/// Runs work on a thread of its own with a stack for deeply nested sources. Parsers recurse: a
/// chain of 20,000 `else if` overflows the stacks that threads usually get.
public enum DeepStack {
  /// Address space, not memory: what is not touched costs nothing.
  private static let size = 1 << 30

  private final class Box<Result> {
    let work: () -> Result
    var result: Result?

    init(_ work: @escaping () -> Result) {
      self.work = work
    }
  }

  /// Returns what `work` returns; on the caller's stack if there can be no such thread.
  public static func run<Result>(_ work: @escaping () -> Result) -> Result {
    let box = Box { () -> Any in work() }
    var attributes = pthread_attr_t()
    var thread = pthread_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setstacksize(&attributes, size)
    let pointer = Unmanaged.passUnretained(box).toOpaque()
    let failed = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        let box = Unmanaged<Box<Any>>.fromOpaque(argument).takeUnretainedValue()
        box.result = box.work()
        return nil
      }, pointer)
    if failed == 0 { pthread_join(thread, nil) }
    return box.result as? Result ?? work()
  }
}
