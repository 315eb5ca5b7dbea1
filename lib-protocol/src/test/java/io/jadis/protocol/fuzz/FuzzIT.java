package io.jadis.protocol.fuzz;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jadis.protocol.client.ReplyReaderFuzz;
import io.jadis.protocol.config.ConfigLoaderFuzz;
import io.jadis.protocol.resp.RequestReaderFuzz;
import io.jadis.protocol.server.ConnectionFuzz;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fuzz target of this module for some seconds. For an hour of one of them, in the project's folder:
 * {@code mvn verify -pl lib-protocol -Dit.test='FuzzIT#*' -Djadis.fuzz.seconds=3600
 * -Djadis.fuzz.target=RequestReaderFuzz}
 */
@Execution(ExecutionMode.CONCURRENT)
class FuzzIT {
    static Stream<Arguments> targets() {
        String only = System.getProperty("jadis.fuzz.target", "");
        return Stream.of(
                        arguments(RequestReaderFuzz.class, 4096, JazzerRun.seed()),
                        arguments(ConnectionFuzz.class, 4096, JazzerRun.seed()),
                        arguments(ConfigLoaderFuzz.class, 2048, JazzerRun.seed()),
                        arguments(ReplyReaderFuzz.class, 2048, JazzerRun.seed()))
                .filter(target -> only.isEmpty() || ((Class<?>) target.get()[0]).getSimpleName().equals(only));
    }

    @ParameterizedTest(name = "{0} seed={2}")
    @MethodSource("targets")
    void noInputBreaksTheTarget(Class<?> target, int inputBytesMax, long seed) throws Exception {
        JazzerRun.fuzz(target, inputBytesMax, seed);
    }
}
