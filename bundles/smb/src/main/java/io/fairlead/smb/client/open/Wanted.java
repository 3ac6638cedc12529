// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.client.open;

import io.fairlead.api.storage.Links;
import io.fairlead.smb.dtyp.AccessMask;
import io.fairlead.smb.protocol.CreateContext;
import io.fairlead.smb.protocol.CreateDisposition;
import io.fairlead.smb.protocol.CreateOptions;
import io.fairlead.smb.protocol.CreateRequest;
import io.fairlead.smb.protocol.OplockLevel;
import java.util.List;

/**
 * What a CREATE asks for, [MS-SMB2] 2.2.13.
 *
 * @param name within the share
 * @param access an ACCESS_MASK
 * @param disposition see {@link CreateDisposition}
 * @param options see {@link CreateOptions}
 * @param kept whether it is to outlive its connection
 * @param shared what others may do meanwhile
 */
public record Wanted(String name, int access, int disposition, int options, boolean kept, int shared) {
    /** Others may read, write, rename and delete it meanwhile. */
    static final int SHARE_ALL = 0x7;

    /** Others may read and write it; who wants to rename or delete it has to wait for its lease. */
    static final int SHARE_CONTENT = 0x3;

    private static final int IMPERSONATION = 2;

    static final List<CreateContext> DISK_ID = List.of(new CreateContext(CreateContext.QUERY_ON_DISK_ID, new byte[0]));

    /** One that does not outlive its connection. */
    public Wanted(String name, int access, int disposition, int options) {
        this(name, access, disposition, options, false);
    }

    /** One that is in nobody's way. */
    public Wanted(String name, int access, int disposition, int options, boolean kept) {
        this(name, access, disposition, options, kept, SHARE_ALL);
    }

    /** As who deletes it. */
    public static Wanted toDelete(String name) {
        return new Wanted(name, AccessMask.DELETE, CreateDisposition.OPEN, CreateOptions.OPEN_REPARSE_POINT);
    }

    /** Looks at it, and no more. */
    public static Wanted look(String name, Links links) {
        int options = links == Links.ITSELF ? CreateOptions.OPEN_REPARSE_POINT : 0;
        return new Wanted(name, AccessMask.READ_ATTRIBUTES, CreateDisposition.OPEN, options);
    }

    boolean changesNothing() {
        return disposition == CreateDisposition.OPEN;
    }

    /** Whether who has it open can't change anything by it. */
    boolean onlyReads() {
        int reading = AccessMask.READ_DATA | AccessMask.READ_EA | AccessMask.READ_ATTRIBUTES;
        return changesNothing() && (access & ~reading) == 0 && (options & CreateOptions.DELETE_ON_CLOSE) == 0;
    }

    /** The same by another name. */
    Wanted named(String other) {
        return new Wanted(other, access, disposition, options, kept, shared);
    }

    /** The same with others allowed to do so much meanwhile. */
    Wanted sharing(int others) {
        return new Wanted(name, access, disposition, options, kept, others);
    }

    /** The same under a lease. */
    Wanted leased() {
        return new Wanted(name, access, disposition, options, true, shared);
    }

    boolean isDirectory() {
        return (options & CreateOptions.DIRECTORY_FILE) != 0;
    }

    CreateRequest request(int oplockLevel, List<CreateContext> contexts) {
        return new CreateRequest(
                oplockLevel,
                IMPERSONATION,
                access | AccessMask.READ_ATTRIBUTES | AccessMask.SYNCHRONIZE,
                0,
                shared,
                disposition,
                options,
                name,
                contexts);
    }

    /** The CREATE, without a lease. */
    public CreateRequest request() {
        return request(OplockLevel.NONE, DISK_ID);
    }
}
