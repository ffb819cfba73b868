/// An error thrown when composition runs out of time or is cancelled.
struct ComposingStopped: Error {}
