/// The time of composing is over, or it was called off.
struct ComposingStopped: Error {}
