package io.jadis.server.command;

import io.jadis.protocol.resp.ErrorReply;
import io.jadis.protocol.resp.ReplyBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** DEBUG PROTOCOL: a reply of each type that the protocol has, for tests of clients. */
final class ProtocolSamples {
    private static final ErrorReply UNKNOWN_TYPE = ErrorReply.of("ERR Wrong protocol type name. Please use one of the "
            + "following: string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
    private static final ErrorReply NO_RESP2 = ErrorReply.of("ERR RESP2 is not supported by this command");

    private ProtocolSamples() {}

    static void send(ReplyBuffer reply, String type) {
        switch (type.toLowerCase(Locale.ROOT)) {
            case "string" -> reply.bulk("Hello World");
            case "integer" -> reply.integer(12345);
            case "double" -> reply.doubleText("3.141");
            case "bignum" -> reply.bigNumber("1234567999999999999999999999999999999");
            case "null" -> reply.nil();
            case "array" -> {
                reply.array(3);
                sendNumbers(reply);
            }
            case "set" -> {
                reply.set(3);
                sendNumbers(reply);
            }
            case "map" -> {
                reply.map(3);
                for (int i = 0; i < 3; i++) {
                    reply.integer(i);
                    reply.bool(i == 1);
                }
            }
            case "attrib" -> sendAttribute(reply);
            case "push" -> sendPush(reply);
            case "verbatim" -> reply.verbatim("txt", "This is a verbatim\nstring".getBytes(StandardCharsets.US_ASCII));
            case "true" -> reply.bool(true);
            case "false" -> reply.bool(false);
            default -> reply.error(UNKNOWN_TYPE);
        }
    }

    private static void sendNumbers(ReplyBuffer reply) {
        for (int i = 0; i < 3; i++) reply.integer(i);
    }

    private static void sendAttribute(ReplyBuffer reply) {
        if (reply.isResp3()) {
            reply.attribute(1);
            reply.bulk("key-popularity");
            reply.array(2);
            reply.bulk("key:123");
            reply.integer(90);
        }
        reply.bulk("Some real reply following the attribute");
    }

    private static void sendPush(ReplyBuffer reply) {
        if (!reply.isResp3()) {
            reply.error(NO_RESP2);
            return;
        }
        reply.push(2);
        reply.bulk("server-cpu-usage");
        reply.integer(42);
        reply.bulk("Some real reply following the push reply");
    }
}
