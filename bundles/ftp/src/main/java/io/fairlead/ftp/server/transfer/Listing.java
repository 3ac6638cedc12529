// SPDX-License-Identifier: Apache-2.0
package io.fairlead.ftp.server.transfer;

import io.fairlead.api.audit.AuditEvent;
import io.fairlead.api.auth.Right;
import io.fairlead.api.export.OpenFile;
import io.fairlead.api.export.Patience;
import io.fairlead.api.storage.Attributes;
import io.fairlead.api.storage.Entry;
import io.fairlead.api.storage.Open;
import io.fairlead.api.storage.Reason;
import io.fairlead.api.storage.StorageException;
import io.fairlead.api.storage.VPath;
import io.fairlead.api.text.Masked;
import io.fairlead.ftp.protocol.ReplyCode;
import io.fairlead.ftp.protocol.TextBuffer;
import io.fairlead.ftp.server.reply.CommandRefused;
import java.io.IOException;
import java.util.List;

/** LIST, NLST and MLSD, RFC 959 4.1.3, RFC 3659 7: entries go from the storage to the wire through one buffer. */
public final class Listing implements TransferTask {
    private static final int PAGE = 512;
    private static final int FLUSH_BYTES = 64 * 1024;
    private static final int LEAST_FLUSH_BYTES = 4 * 1024;

    /** Appends one line. */
    @FunctionalInterface
    public interface Format {
        void line(TextBuffer out, Attributes attributes, String name);
    }

    /** How to list; {@code prefixed} puts the path as typed in front of names. */
    public record Style(String verb, boolean prefixed, Format format) {}

    private final Owner owner;
    private final MountedFiles files;
    private final VPath current;
    private final ListRequest request;
    private final Style style;
    private ListRequest.Resolved what;
    private OpenFile directory; // null: a single file
    private int flushBytes;

    public Listing(Owner owner, ListRequest request, Style style) {
        this.owner = owner;
        this.files = owner.files();
        this.current = owner.directory();
        this.request = request;
        this.style = style;
    }

    @Override
    public String description() {
        return style.verb() + " " + Masked.of(request.text().isEmpty() ? current : request.text());
    }

    @Override
    public AuditEvent.Action action() {
        return AuditEvent.Action.OTHER;
    }

    @Override
    public VPath path() {
        return what == null ? current : what.path();
    }

    @Override
    public Right right() {
        return Right.LIST;
    }

    @Override
    public void open(Patience patience) throws IOException {
        what = request.resolve(current, files);
        if (what.single() != null) {
            return;
        }
        try {
            directory = files.open(what.path(), Open.list(), patience);
        } catch (StorageException e) {
            if (e.reason() == Reason.NOT_DIRECTORY && request.what() == ListRequest.What.DIRECTORY) {
                throw new CommandRefused(ReplyCode.BAD_ARGUMENT, "Not a directory", e); // RFC 3659 7.2.1
            }
            throw e;
        }
    }

    @Override
    public String opening() {
        return "Here comes the list";
    }

    @Override
    public void carry(DataChannel channel, Transfer transfer) throws IOException {
        try (TransferMemory.Share memory = transfer.memory(2 * FLUSH_BYTES, 2 * LEAST_FLUSH_BYTES)) {
            flushBytes = (int) memory.bytes() / 2;
            carry(owner.textBuffer(2 * flushBytes), channel, transfer);
        }
    }

    private void carry(TextBuffer out, DataChannel channel, Transfer transfer) throws IOException {
        if (directory == null) {
            line(out, what.single(), what.path().isRoot() ? "." : what.path().name());
        } else {
            for (List<Entry> page = directory.next(PAGE); !page.isEmpty(); page = directory.next(PAGE)) {
                for (Entry entry : page) {
                    if (what.filter().test(entry.name())) {
                        line(out, entry.attributes(), entry.name());
                    }
                    if (out.length() >= flushBytes) {
                        flush(out, channel, transfer);
                    }
                }
            }
        }
        flush(out, channel, transfer);
        channel.announceEnd();
    }

    private void line(TextBuffer out, Attributes attributes, String name) {
        style.format().line(out, attributes, style.prefixed() ? what.prefix() + name : name);
    }

    private void flush(TextBuffer out, DataChannel channel, Transfer transfer) throws IOException {
        int length = out.length();
        channel.write(out.toByteBuffer());
        transfer.moved(length);
        owner.sent(length);
        out.clear();
    }

    @Override
    public void complete() throws IOException {
        if (directory != null) {
            directory.close();
        }
    }

    @Override
    public void abandon() throws StorageException {
        if (directory != null) {
            directory.close();
        }
    }
}
