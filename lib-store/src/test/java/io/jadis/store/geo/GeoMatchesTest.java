package io.jadis.store.geo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jadis.protocol.memory.Memory;
import io.jadis.store.memory.Allocator;
import io.jadis.store.memory.CheckedMemory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(CheckedMemory.class)
final class GeoMatchesTest {
    private record Match(String member, double score, double distance) {}

    @Test
    void sortsAsAListDoes(Allocator allocator) {
        Random random = new Random(1);
        long text = allocator.allocate(16);
        try (GeoMatches matches = new GeoMatches(allocator)) {
            for (int round = 0; round < 200; round++) {
                boolean farthestFirst = random.nextBoolean();
                List<Match> model = new ArrayList<>();
                // The first member is empty, and distances are often equal.
                for (int i = 0, size = random.nextInt(300); i < size; i++) {
                    Match match = new Match(i == 0 ? "" : "m" + i, random.nextInt(1_000), random.nextInt(50));
                    Memory.copyIn(match.member.getBytes(ISO_8859_1), 0, text, match.member.length());
                    matches.add(text, match.member.length(), match.score, match.distance);
                    model.add(match);
                }
                int wanted = model.isEmpty() || random.nextBoolean() ? model.size() : random.nextInt(model.size());
                Comparator<Match> order = Comparator.comparingDouble(Match::distance);
                model.sort(farthestFirst ? order.reversed() : order);
                matches.sort(wanted, farthestFirst);
                assertEquals(model.size(), matches.count());
                assertEquals(model.subList(0, wanted), first(matches, wanted));
                matches.clear();
            }
        }
        allocator.free(text);
    }

    private static List<Match> first(GeoMatches matches, int wanted) {
        List<Match> first = new ArrayList<>();
        for (int i = 0; i < wanted; i++) {
            byte[] member = Memory.toArray(matches.memberAddress(i), matches.memberLength(i));
            first.add(new Match(new String(member, ISO_8859_1), matches.score(i), matches.distance(i)));
        }
        return first;
    }

    /** A search may find more than the Java heap could hold: 24 bytes a match, and the member with its length. */
    @Test
    void whatManyTakeIsNativeMemoryUntilTheyAreCleared(Allocator allocator) {
        int count = 20_000, memberBytes = 8;
        long member = allocator.allocate(memberBytes);
        try (GeoMatches matches = new GeoMatches(allocator)) {
            long usedBefore = allocator.usedBytes();
            for (int i = 0; i < count; i++) matches.add(member, memberBytes, i, -i);
            assertTrue(allocator.usedBytes() - usedBefore >= count * (24 + 4 + memberBytes));
            matches.sort(100, false);
            matches.clear();
            assertEquals(usedBefore, allocator.usedBytes());
        }
        allocator.free(member);
    }
}
