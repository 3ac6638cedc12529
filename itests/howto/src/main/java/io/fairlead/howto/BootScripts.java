// SPDX-License-Identifier: Apache-2.0
package io.fairlead.howto;

import io.fairlead.api.tftp.TftpContent;
import io.fairlead.api.tftp.TftpContentProvider;
import io.fairlead.api.tftp.TftpRequest;
import java.util.Optional;
import org.osgi.service.component.annotations.Component;

/** A boot script for each machine that asks for {@code boot.ipxe}. */
@Component
public final class BootScripts implements TftpContentProvider {
    @Override
    public Optional<TftpContent> content(TftpRequest request) {
        if (!request.file().equals("/boot.ipxe")) {
            return Optional.empty(); // the next provider is asked, and at last the Export
        }
        String machine = request.client().getAddress().getHostAddress();
        return Optional.of(TftpContent.of(
                """
                #!ipxe
                kernel vmlinuz machine=%s
                boot
                """
                        .formatted(machine)));
    }
}
