package dev.jaycache.codec;

import java.io.IOException;

/** Values by Java serialisation. Safe for any number of threads. */
final class JavaPayload implements Payload {
  private final JavaSerialization serialization;

  JavaPayload(JavaSerialization serialization) {
    this.serialization = serialization;
  }

  @Override
  public byte[] encode(Object value) {
    ByteSink sink = new ByteSink(512);
    sink.write(ValueTag.JAVA);
    serialization.write(value, sink);
    return sink.toBytes();
  }

  @Override
  public Object decode(byte[] body) throws IOException, ClassNotFoundException {
    return serialization.read(body, 1, body.length);
  }
}
