"""The tables of a record, as SQLAlchemy knows them.

    person ── visit ── photo ── photo_file ┐
                         │                 ├─ stored_file   what lies in the folder of photos, by content
                         └─ result ── result_file ┘
                              └── region_measure

A migration in ``migrations`` goes with every change here.
"""

import datetime as dt
from typing import Any

from sqlalchemy import JSON, BigInteger, Double, ForeignKey, MetaData, String, Text, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from uvphoto.longitudinal.record.pseudonyms import PSEUDONYM_LENGTH

SHA256_DIGITS = 64


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints that do not depend on the database; other databases of uvphoto have them too."""


class Base(DeclarativeBase):
    """What all tables share: names of constraints that do not depend on the database."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: JSON, float: Double, str: Text}  # noqa: RUF012 - how SQLAlchemy wants it


class Identity(Base):
    """Which record this is: one row. The folder of photos says the same, so that no two records share one."""

    __tablename__ = "identity"

    record: Mapped[str] = mapped_column(String(32), primary_key=True)


class Person(Base):
    """Somebody, by pseudonym."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(PSEUDONYM_LENGTH), unique=True)
    visits: Mapped[list["Visit"]] = relationship(lazy="selectin", order_by="Visit.date", passive_deletes=True)


class Visit(Base):
    """A date on which photos were taken of a person."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("person_id", "date"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    date: Mapped[dt.date]
    treatment: Mapped[str] = mapped_column(server_default=text("''"))  # between the visit before and this one
    photos: Mapped[list["Photo"]] = relationship(lazy="selectin", order_by="Photo.id", passive_deletes=True)


class StoredFile(Base):
    """A file in the folder of photos, named by its content. Every one of them belongs to a photo or a result."""

    __tablename__ = "stored_file"

    sha256: Mapped[str] = mapped_column(String(SHA256_DIGITS), primary_key=True)
    suffix: Mapped[str] = mapped_column(String(16))
    size: Mapped[int] = mapped_column(BigInteger)  # bytes


class Photo(Base):
    """A colour photo of a visit; with what came with it in a data set."""

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("visit_id", "view", "device", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visit.id", ondelete="CASCADE"))
    view: Mapped[str] = mapped_column(String(16))
    device: Mapped[str]
    domain: Mapped[str] = mapped_column(String(16))
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    mm_per_pixel: Mapped[float | None]
    split: Mapped[str] = mapped_column(String(16))
    licence: Mapped[str]
    maps: Mapped[dict[str, Any]]  # what the values of its maps of truth mean, by column
    extra: Mapped[dict[str, Any]]  # further columns of the data set that it came from
    colour: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)
    files: Mapped[list["PhotoFile"]] = relationship(lazy="selectin", passive_deletes=True)
    results: Mapped[list["Result"]] = relationship(lazy="selectin", order_by="Result.id", passive_deletes=True)


class PhotoFile(Base):
    """A file that lies on a photo: one of the data sets' columns of files, but the colour photo itself."""

    __tablename__ = "photo_file"

    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)


class Result(Base):
    """What an analysis found in a photo, and which versions of weights and algorithm made it."""

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("photo_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(SHA256_DIGITS))  # of the whole analysis, so that none comes twice
    made_by: Mapped[str]
    spots_found_in: Mapped[str]
    weights_name: Mapped[str | None]
    weights_sha256: Mapped[str | None] = mapped_column(String(SHA256_DIGITS), index=True)
    algorithm: Mapped[str]
    white_balance: Mapped[str]
    is_refused: Mapped[bool]
    document: Mapped[dict[str, Any]]  # the analysis but its regions
    files: Mapped[list["ResultFile"]] = relationship(lazy="selectin", passive_deletes=True)
    regions: Mapped[list["RegionMeasure"]] = relationship(
        lazy="selectin", order_by="RegionMeasure.number", passive_deletes=True
    )


class ResultFile(Base):
    """A picture or table that an analysis wrote."""

    __tablename__ = "result_file"

    result_id: Mapped[int] = mapped_column(ForeignKey("result.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("stored_file.sha256"), index=True)
    file: Mapped[StoredFile] = relationship(lazy="joined", innerjoin=True)


class RegionMeasure(Base):
    """The measures of a region, cheeks and face among them; in a column of its own what is asked for most."""

    __tablename__ = "region_measure"

    result_id: Mapped[int] = mapped_column(ForeignKey("result.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # their order in the analysis
    region: Mapped[str] = mapped_column(String(32))
    spot_ratio: Mapped[float | None]
    measures: Mapped[dict[str, Any]]
