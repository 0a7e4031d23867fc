package dev.jaycache.memcached;

/** Lost replies in the binary protocol: magic byte, then set, add or delete; or a quiet get. */
class BinaryLostReplyContractTest extends MemcachedLostReplyContract {
  BinaryLostReplyContractTest() {
    super(new BinaryWire(), "^\u0080[\u0001\u0002\u0004]", "^\u0080\u0009");
  }
}
