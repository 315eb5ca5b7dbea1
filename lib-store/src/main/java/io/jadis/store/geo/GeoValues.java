package io.jadis.store.geo;

import io.jadis.store.keyspace.Keyspace;
import io.jadis.store.sortedset.Bound;
import io.jadis.store.sortedset.SortedSetCursor;
import io.jadis.store.sortedset.SortedSetValues;

/** Searches in sorted sets whose scores are those of {@link Geohash}. There is one result at a time. */
public final class GeoValues implements AutoCloseable {
    private final SortedSetValues sortedSets;
    private final GeoMatches matches;
    private final Bound bound = new Bound();

    public GeoValues(Keyspace keyspace, SortedSetValues sortedSets) {
        this.sortedSets = sortedSets;
        matches = new GeoMatches(keyspace.allocator());
    }

    @Override
    public void close() {
        matches.close();
    }

    /**
     * The elements of a sorted set that lie in an area.
     *
     * @param countMax after which the search ends, whatever is nearer; 0 for no end
     * @return valid until the next search; what many have taken is given back when they are cleared
     */
    public GeoMatches search(long record, SearchArea area, long countMax) {
        matches.clear();
        area.cover();
        for (int cell = 0; cell < area.cellCount(); cell++) {
            if (!searchCell(record, area, area.scoreFrom(cell), area.scoreTo(cell), countMax)) break;
        }
        return matches;
    }

    /** Returns whether to go on. */
    private boolean searchCell(long record, SearchArea area, double fromScore, double toScore, long countMax) {
        long rank = sortedSets.rank(record, bound.score(fromScore, false));
        if (rank == SortedSetValues.size(record)) return true;
        for (SortedSetCursor at = sortedSets.open(record, rank, false); at.next(); ) {
            double score = at.score();
            if (score >= toScore) break;
            if (!area.holds(Geohash.longitude(score), Geohash.latitude(score))) continue;
            matches.add(at.address(), at.length(), score, area.distance());
            if (countMax > 0 && matches.count() >= countMax) return false;
        }
        return true;
    }
}
