package io.jadis.server.pubsub;

import io.jadis.protocol.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A message on its way to its receivers: encoded when the first of them takes it, once for all. A channel's get it as it
 * is, a pattern's get its end, which is most of it, behind words of their own: a client may be subscribed to thousands
 * of patterns that match, and the text may have hundreds of megabytes.
 */
final class Message {
    /** What comes before the channel for who is subscribed to a pattern, besides that pattern, and more. */
    private static final int PATTERN_WORDS_BYTES_MAX = 64;
    private static final byte[] LINE_END = {'\r', '\n'};

    private final SubscriptionKind kind;
    private final byte[] channel, text;
    /** Null until somebody takes it. */
    private byte[] encoded;
    /** Where in it the channel begins, and with it what is the same for everybody. */
    private int channelOffset;

    /** @param kind of the channel */
    Message(SubscriptionKind kind, byte[] channel, byte[] text) {
        this.kind = kind;
        this.channel = channel;
        this.text = text;
    }

    /** For who is subscribed to the channel. */
    void writeTo(ReplyBuffer out) {
        if (encoded == null) encode();
        encoded[0] = (byte) (out.isResp3() ? '>' : '*');
        out.raw(encoded);
    }

    /** For who is subscribed to a pattern that matches the channel. */
    void writeTo(ReplyBuffer out, byte[] pattern) {
        if (encoded == null) encode();
        int sharedBytes = encoded.length - channelOffset;
        out.makeRoom(Math.toIntExact(PATTERN_WORDS_BYTES_MAX + (long) pattern.length + sharedBytes));
        out.push(4);
        out.bulk(SubscriptionKind.PATTERN.messageWord());
        out.bulk(pattern);
        out.raw(encoded, channelOffset, sharedBytes);
    }

    private void encode() {
        byte[] words = ascii("*3\r\n$" + kind.messageWord().length + "\r\n");
        byte[] channelHeader = ascii("$" + channel.length + "\r\n"), textHeader = ascii("$" + text.length + "\r\n");
        channelOffset = words.length + kind.messageWord().length + LINE_END.length;
        encoded = new byte[Math.toIntExact((long) channelOffset + channelHeader.length + channel.length
                + LINE_END.length + textHeader.length + text.length + LINE_END.length)];
        int at = put(words, 0);
        at = put(kind.messageWord(), at);
        at = put(LINE_END, at);
        at = put(channelHeader, at);
        at = put(channel, at);
        at = put(LINE_END, at);
        at = put(textHeader, at);
        at = put(text, at);
        put(LINE_END, at);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private int put(byte[] bytes, int at) {
        System.arraycopy(bytes, 0, encoded, at, bytes.length);
        return at + bytes.length;
    }
}
