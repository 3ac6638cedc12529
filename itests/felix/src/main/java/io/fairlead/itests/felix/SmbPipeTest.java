// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fairlead.api.smb.PipeService;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.osgi.framework.ServiceRegistration;

/** Named pipes that a host's bundle offers, and takes back. */
class SmbPipeTest extends FileTest {
    @Test
    void areOfferedWhileTheirServiceIsThere() throws Exception {
        SmbClient.require();
        site.smb();
        List<String> opened = new CopyOnWriteArrayList<>();
        PipeService service = (name, client) -> {
            opened.add(name + " by " + client.user().name());
            throw new StorageException(Reason.ACCESS_DENIED, "not for you");
        };
        ServiceRegistration<PipeService> registration = framework.publish(
                PipeService.class, service, PipeService.NAME, new String[] {"Probe", "another", "srvsvc"});
        SmbClient pipes = new SmbClient(site.port(), "IPC$");
        await().untilAsserted(() -> assertThat(pipes.run("get probe -").text()).contains("NT_STATUS_ACCESS_DENIED"));
        assertThat(pipes.run("get another -").text()).contains("NT_STATUS_ACCESS_DENIED");
        assertThat(opened).contains("probe by alice", "another by alice").doesNotContain("srvsvc by alice");
        framework.withdraw(registration);
        await().untilAsserted(
                        () -> assertThat(pipes.run("get probe -").text()).contains("NT_STATUS_OBJECT_NAME_NOT_FOUND"));
    }
}
