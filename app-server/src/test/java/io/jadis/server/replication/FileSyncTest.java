package io.jadis.server.replication;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSyncTest {
    /** Its writer may have bytes left for seconds, and what comes next may have the same name. */
    @Test
    void whatIsGivenUpHasLostItsFileAtOnce(@TempDir Path directory) throws IOException {
        EventLoop executor = new DefaultEventLoop();
        try {
            Path temporary = directory.resolve("temp"), name = directory.resolve("dump.rdb");
            FileSync given = new FileSync(executor, null, temporary, name, null);
            ByteBuf bytes = Unpooled.directBuffer().writeBytes("REDIS".getBytes(StandardCharsets.US_ASCII));
            given.take(bytes, 5);
            bytes.release();
            given.abandon();
            assertFalse(Files.exists(temporary));
            FileSync next = new FileSync(executor, null, temporary, name, null);
            assertEquals(0, Files.size(temporary));
            next.abandon();
        } finally {
            executor.shutdownGracefully();
        }
    }
}
