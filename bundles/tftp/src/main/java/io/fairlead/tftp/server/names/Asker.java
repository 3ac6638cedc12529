// SPDX-License-Identifier: Apache-2.0
package io.fairlead.tftp.server.names;

import io.fairlead.tftp.protocol.Request;
import io.fairlead.tftp.transfer.Parameters;
import java.net.InetSocketAddress;

/**
 * Who asks for what, as far as rules may depend on it.
 *
 * @param client address and TID
 * @param server address and port that were asked
 * @param request as sent
 * @param agreed what the options come to
 */
public record Asker(InetSocketAddress client, InetSocketAddress server, Request request, Parameters agreed) {
    public boolean writes() {
        return request.kind() == Request.Kind.WRITE;
    }

    public boolean ipv4() {
        return client.getAddress().getAddress().length == 4;
    }
}
