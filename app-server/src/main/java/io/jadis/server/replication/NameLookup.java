package io.jadis.server.replication;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Finds the address that a name stands for, by a thread of its own: that may take its time. */
final class NameLookup {
    private NameLookup() {}

    /**
     * Looks a host up; an address is its own answer, at once.
     *
     * @param executor where the answer is to come
     * @param failed told why there is none
     */
    static void find(String host, Executor executor, Consumer<InetAddress> found, Consumer<String> failed) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        if (literal != null) {
            found.accept(literal);
            return;
        }
        Thread.ofVirtual().name("name-lookup").start(() -> {
            try {
                InetAddress address = InetAddress.getByName(host);
                executor.execute(() -> found.accept(address));
            } catch (UnknownHostException e) {
                executor.execute(() -> failed.accept("Name or service not known"));
            }
        });
    }
}
