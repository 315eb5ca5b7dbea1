package io.jadis.store.rdb;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jadis.protocol.fuzz.JazzerRun;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The fuzz targets of this room for some seconds. For an hour of one of them, in the project's folder:
 * {@code mvn verify -pl lib-store -am -Dit.test=RdbFuzzIT -Djadis.fuzz.seconds=3600 -Djadis.fuzz.target=RestoreFuzz}
 */
@Execution(ExecutionMode.CONCURRENT)
class RdbFuzzIT {
    static Stream<Arguments> targets() {
        String only = System.getProperty("jadis.fuzz.target", "");
        return Stream.of(
                        arguments(RestoreFuzz.class, 2048, JazzerRun.seed()),
                        arguments(RdbFuzz.class, 2048, JazzerRun.seed()),
                        arguments(RdbCheckFuzz.class, 2048, JazzerRun.seed()))
                .filter(target -> only.isEmpty() || ((Class<?>) target.get()[0]).getSimpleName().equals(only));
    }

    @ParameterizedTest(name = "{0} seed={2}")
    @MethodSource("targets")
    void noInputBreaksTheTarget(Class<?> target, int inputBytesMax, long seed) throws Exception {
        JazzerRun.fuzz(target, inputBytesMax, seed);
    }
}
