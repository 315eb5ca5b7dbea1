package io.jadis.sentinel.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jadis.protocol.client.RespValue;
import io.jadis.protocol.server.ConnectionSettings;
import io.jadis.sentinel.core.Address;
import io.jadis.sentinel.core.Channel;
import io.jadis.sentinel.core.Link;
import io.jadis.sentinel.core.Request;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class LinksTest {
    private final Queue<Runnable> executor = new ArrayDeque<>();
    private final List<Channel> closed = new ArrayList<>();

    private final Links.Listener listener = new Links.Listener() {
        @Override
        public void onReply(Link link, Request request, RespValue reply) {}

        @Override
        public void onMessage(Link link, RespValue message) {}

        @Override
        public void onClosed(Link link, Channel channel) {
            closed.add(channel);
        }
    };

    /** Netty tells of it wherever it likes, here at once. */
    @Test
    void socketThatCannotBeCreatedIsToldOfByTheExecutor() {
        Links links = new Links(executor::add, (address, from, settings, handler) ->
                new DefaultChannelPromise(new EmbeddedChannel(), ImmediateEventExecutor.INSTANCE)
                        .setFailure(new IOException("Too many open files")), new ConnectionSettings(), listener);
        links.open(null, Channel.COMMAND, new Address("10.0.0.1", "10.0.0.1", 6379));
        assertEquals(List.of(), closed);
        executor.remove().run();
        assertEquals(List.of(Channel.COMMAND), closed);
    }
}
