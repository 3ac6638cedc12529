// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.server.command;

import io.fairlead.api.acl.SecurityDescriptor;
import io.fairlead.net.MalformedMessageException;
import io.fairlead.smb.fscc.FullEaInformation;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.NtStatus;
import io.fairlead.smb.server.exchange.SmbException;
import java.util.Map;
import java.util.Optional;

/**
 * What a CREATE gives a file that it makes, [MS-SMB2] 2.2.13.2.1 and 2.2.13.2.2. Immutable.
 *
 * @param security its descriptor, or parts of it; null for what it inherits
 * @param xattrs its extended attributes
 */
record CreateMetadata(SecurityDescriptor security, Map<String, byte[]> xattrs) {
    /** @throws SmbException {@code INVALID_PARAMETER} for what can't be read */
    static CreateMetadata of(CreateRequest body) throws SmbException {
        Optional<byte[]> security = body.context(CreateContext.SECURITY_DESCRIPTOR);
        Optional<byte[]> list = body.context(CreateContext.EXTENDED_ATTRIBUTES);
        try {
            return new CreateMetadata(
                    security.isPresent() ? SecurityHandlers.decode(security.get(), NtStatus.INVALID_PARAMETER) : null,
                    list.isEmpty() ? Map.of() : FullEaInformation.decode(list.get()));
        } catch (MalformedMessageException e) {
            throw new SmbException(NtStatus.INVALID_PARAMETER, e.getMessage());
        }
    }
}
