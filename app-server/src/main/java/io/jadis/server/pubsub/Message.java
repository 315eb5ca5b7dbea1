package io.jadis.server.pubsub;

import java.nio.charset.StandardCharsets;

/** A message of several bulk strings, encoded once for each version of the protocol that its receivers speak. */
final class Message {
    private static final byte[] LINE_END = {'\r', '\n'};

    private final byte[][] parts;
    private byte[] array, push;

    Message(byte[]... parts) {
        this.parts = parts;
    }

    /** As an array for RESP2, a push for RESP3. */
    byte[] encoded(int protocol) {
        if (array == null) array = encode();
        if (protocol == 2) return array;
        if (push == null) {
            push = array.clone();
            push[0] = '>';
        }
        return push;
    }

    private byte[] encode() {
        byte[][] headers = new byte[parts.length + 1][];
        headers[0] = ("*" + parts.length + "\r\n").getBytes(StandardCharsets.US_ASCII);
        long length = headers[0].length;
        for (int i = 0; i < parts.length; i++) {
            headers[i + 1] = ("$" + parts[i].length + "\r\n").getBytes(StandardCharsets.US_ASCII);
            length += headers[i + 1].length + parts[i].length + LINE_END.length;
        }
        byte[] encoded = new byte[Math.toIntExact(length)];
        int at = put(headers[0], encoded, 0);
        for (int i = 0; i < parts.length; i++) {
            at = put(headers[i + 1], encoded, at);
            at = put(parts[i], encoded, at);
            at = put(LINE_END, encoded, at);
        }
        return encoded;
    }

    private static int put(byte[] bytes, byte[] into, int at) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
        return at + bytes.length;
    }
}
