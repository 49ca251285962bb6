from pathlib import Path

import pytest

from beholden.errors import SourceError
from beholden.loaders.exported.tables import table


@pytest.mark.parametrize("text", ["[" * 5000, "9" * 5000, '{"a":' * 5000])
def test_a_list_that_no_reader_of_json_takes_is_one_error(text: str, tmp_path: Path) -> None:
    file = tmp_path / "Company.csv"
    file.write_text(f'claim,subject,names\nx/c-1,x/1,"{text.replace(chr(34), chr(34) * 2)}"\n', "utf-8")
    with pytest.raises(SourceError, match=r"^Company\.csv:row 2: names is no list as JSON writes it: "):
        list(table(file))
