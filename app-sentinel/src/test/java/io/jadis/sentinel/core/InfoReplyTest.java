package io.jadis.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

class InfoReplyTest {
    @Test
    void replicasAreReadInTheFormsOfAllVersions() {
        InfoReply info = InfoReply.parse("role:master\r\nslave0:10.0.0.1,6380,online\r\n"
                + "slave1:ip=10.0.0.2,port=6381,state=online,offset=1,lag=0\r\nslave2:nonsense\r\nslave_priority:7\r\n");
        assertEquals(List.of(new InfoReply.ReplicaLine("10.0.0.1", 6380), new InfoReply.ReplicaLine("10.0.0.2", 6381)),
                info.replicas);
        assertEquals(7, info.priority);
    }

    @Test
    void whatIsMissingIsUnknownAndWhatIsNoNumberIsZero() {
        InfoReply info = InfoReply.parse("role:slave\nmaster_port:x\nmaster_link_down_since_seconds:12\nrun_id:short\n");
        assertEquals(DataNode.Role.REPLICA, info.role);
        assertEquals(0, info.masterPort);
        assertEquals(12_000, info.masterLinkDownMs);
        assertNull(info.runId);
        assertNull(info.masterLinkUp);
    }
}
