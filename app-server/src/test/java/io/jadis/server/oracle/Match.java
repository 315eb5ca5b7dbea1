package io.jadis.server.oracle;

import io.jadis.protocol.client.RespValue;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Two servers that are asked the same. */
record Match(int oraclePort, int ourPort) {
    /** The first step whose answers differ, with both of them. */
    record Difference(int index, Step step, List<List<RespValue>> oracles, List<List<RespValue>> ours) {}

    /** Carries the steps out on both, from an empty data set. */
    Optional<Difference> play(List<Step> steps, int clients, boolean listening) throws IOException {
        Comparison comparison = new Comparison();
        try (Conversation oracle = new Conversation(oraclePort, clients, listening);
                Conversation we = new Conversation(ourPort, clients, listening)) {
            for (int i = 0; i < steps.size(); i++) {
                Step step = steps.get(i);
                List<List<RespValue>> oracles = oracle.answer(step), ours = we.answer(step);
                if (!comparison.isSame(step, oracles, ours)) return Optional.of(new Difference(i, step, oracles, ours));
            }
        }
        return Optional.empty();
    }
}
