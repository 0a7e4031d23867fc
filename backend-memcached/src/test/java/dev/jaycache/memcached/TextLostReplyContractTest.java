package dev.jaycache.memcached;

/** Lost replies in the text protocol. */
class TextLostReplyContractTest extends MemcachedLostReplyContract {
  TextLostReplyContractTest() {
    super(new TextWire(), "^(set|add|cas|delete) ", "^gets ");
  }
}
