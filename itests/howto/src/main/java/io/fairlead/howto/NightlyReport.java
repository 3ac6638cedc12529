// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.commons.vfs2.FileSystemManager;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** A component that leaves a report on a share: {@code etc/com.example.report.cfg} has url, user and password. */
@Component(
        service = NightlyReport.class,
        configurationPid = "com.example.report",
        configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class NightlyReport {
    private final ShareInbox inbox;

    /** @param manager fairlead-vfs's service; it knows {@code smb} as long as fairlead-smb is there */
    @Activate
    public NightlyReport(@Reference FileSystemManager manager, Map<String, Object> configuration) throws IOException {
        inbox = new ShareInbox(manager, (String) configuration.get("url"), (String) configuration.get("user"), (String)
                configuration.get("password"));
    }

    /** Puts a text there. */
    public void write(String name, String text) throws IOException {
        inbox.put(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
