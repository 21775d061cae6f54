"""An upstream of hardware tables that does everything wrong, by path; /good and what is unknown are right."""

import gzip
import time

from served import Handler

HEADER = "Hardware name,Release date,Memory bandwidth (byte/s),TDP (W)\n"
ROWS = ["NVIDIA H100 SXM5 80GB,2022-10-01,3350000000000,700\n", "Made Chip 9000,2026-11-01,9e12,900\n"]
GOOD = (HEADER + "".join(ROWS)).encode()
MORE = GOOD + b"Made Chip 9001,2026-11-20,1e13,950\n"
FORMULAS = (
    HEADER
    + '"=HYPERLINK(""http://example.org"",""x"")",2026-11-01,"@SUM(A1)",+1\n![i](http://example.org/i.png),2026-11-02,-2,<b>1</b>\n'
)
CSV = {"Content-Type": "text/csv; charset=utf-8"}
PAGE = b"<html><body>Not found, or a consent page</body></html>"


class Upstream(Handler):
    """Answers by path; what is asked first may differ from what is asked again."""

    def answer(self) -> None:
        count = self.count()
        self.server.headers_seen.append(dict(self.headers))
        fresh = {**CSV, "ETag": '"one"', "Last-Modified": "Sun, 01 Nov 2026 00:00:00 GMT"}
        match self.path:
            case "/good":
                self.reply(304) if self.headers.get("If-None-Match") == '"one"' else self.reply(200, fresh, GOOD)
            case "/grows":
                self.reply(200, CSV, GOOD if count == 1 else MORE)
            case "/304":
                self.reply(304)
            case "/404":
                self.reply(404, body=PAGE)
            case "/429" if count == 1:
                self.reply(429, {"Retry-After": "1"})
            case "/429-for-long":
                self.reply(429, {"Retry-After": "3600"})
            case "/500" if count < 3:
                self.reply(500)
            case "/500-always":
                self.reply(500)
            case "/stall":
                self.reply(200, CSV, GOOD[:40], len(GOOD))
                time.sleep(2)
            case "/stall-at-once":
                time.sleep(2)
            case "/drip":
                self.reply(200, CSV, b"", 10_000)
                self.drip(b"a")
            case "/drip-headers":
                self.drip(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100)
            case "/cut":
                self.reply(200, CSV, GOOD[:60], len(GOOD))
                self.connection.close()
            case "/cut-unsaid":  # without a length a cut cannot be told from an end, but the last row is ragged
                self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/csv\r\n\r\n" + GOOD[:-9])
                self.close_connection = True
            case "/type":
                self.reply(200, {"Content-Type": "application/pdf"}, GOOD)
            case "/huge-announced":
                self.reply(200, CSV, b"", 10**12)
            case "/huge":
                self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/csv\r\n\r\n" + GOOD * 1000)
                self.close_connection = True
            case "/bomb":
                packed = gzip.compress(b"a" * 10_000_000)
                self.reply(200, {**CSV, "Content-Encoding": "gzip"}, packed)
            case "/broken-gzip":
                self.reply(200, {**CSV, "Content-Encoding": "gzip"}, b"\x1f\x8bnonsense")
            case "/not-utf8":
                self.reply(200, CSV, GOOD.replace(b"Made", b"Mad\xe9"))
            case "/html":
                self.reply(200, {"Content-Type": "text/html"}, PAGE)
            case "/html-as-csv":
                self.reply(200, CSV, PAGE)
            case "/another-table":
                self.reply(200, CSV, b"Model,Parameters\nGPT,1e9\n")
            case "/no-table":
                self.reply(200, CSV, b"a,b\n1,2\n")
            case "/empty":
                self.reply(200, CSV)
            case "/ragged":
                self.reply(200, CSV, GOOD + b"one,two\n")
            case "/formulas":
                self.reply(200, CSV, FORMULAS.encode())
            case "/odd-validators":
                self.reply(200, {**CSV, "ETag": '"é\x7f"'}, GOOD)
            case "/nonsense":
                self.wfile.write(b"\x16\x03\x01 this is no HTTP\r\n\r\n")
                self.close_connection = True
            case "/circle":
                self.reply(302, {"Location": "/circle"})
            case "/elsewhere":
                self.reply(302, {"Location": "file:///etc/passwd"})
            case _:
                self.reply(200, CSV, GOOD)
